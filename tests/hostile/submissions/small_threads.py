"""Threads with small stacks, so that the address space holds thousands of them."""

# row: 70
# outcome: timed_out

import threading
import time

END = threading.Event()


def double(x):
    threading.stack_size(32768)
    started = 0
    while started < 3000:
        try:
            threading.Thread(target=END.wait, args=(20,), daemon=True).start()
            started += 1
        except RuntimeError:
            time.sleep(0.5)
            break
    time.sleep(1)
    print("ATTACK WORKED" if started > 2900 else started)
    while True:
        time.sleep(0.1)


half = double
