#!/usr/bin/env bash
# Installs the grader into an environment of its own.
#
#     install.sh PYTHON ENVIRONMENT [SOURCE]
#
# SOURCE is what pip installs as the grader: a wheel, a folder or an address. Without it, the
# wheel that lies beside this script's folder, else the sources that the folder is in.
# Everything else comes from requirements.txt, pinned by digest. Nothing is read from the
# working directory: `-I` keeps it off Python's path.
set -euo pipefail

python=$1 environment=$2 source=${3-}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

if [[ -z $source ]]; then
    wheels=("$here"/../grader-*.whl)
    source=${wheels[0]}
    [[ -f $source ]] || source=$here/..
fi

"$python" -I -m venv "$environment"
install=("$environment/bin/python" -I -m pip install
    --quiet --no-input --disable-pip-version-check)
"${install[@]}" --require-hashes --only-binary :all: --requirement "$here/requirements.txt"
"${install[@]}" --no-deps --no-build-isolation "$source"
