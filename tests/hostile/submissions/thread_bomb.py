"""Two thousand threads that wait."""

# row: 70
# outcome: errored

import threading

END = threading.Event()


def double(x):
    for _ in range(2000):
        threading.Thread(target=END.wait, args=(20,), daemon=True).start()
    return 2 * x


half = double
