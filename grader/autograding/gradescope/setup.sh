#!/usr/bin/env bash
# Gradescope runs this once, when it builds the autograder; this is the only part that needs a
# network. AUTOGRADER is where Gradescope keeps everything.
set -euo pipefail

autograder=${AUTOGRADER:-/autograder}

python=
for one in python3.13 python3.12 python3.11; do
    if "$one" -m venv --help >/dev/null 2>&1 && "$one" -m ensurepip --version >/dev/null 2>&1; then
        python=$one
        break
    fi
done
if [[ -z $python ]]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends python3.11 python3.11-venv
    python=python3.11
fi

bash "$autograder/source/action/install.sh" "$python" "$autograder/grader"
