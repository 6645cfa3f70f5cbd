#!/usr/bin/env bash
# Takes the exercises out of a repository that a stranger may have written, and nothing else.
#
#     take-exercises.sh CHECKS REPOSITORY OUT
#
# CHECKS is the release kit, of the base: its folders are the list of names. OUT becomes a
# repository with the same history, in which the folder `exercises` has the files that are
# called after a step, and workshop.ipynb, as the commit of REPOSITORY has them. Git is asked
# for contents, so that no link is followed, no filter runs and nothing else is written.
set -euo pipefail

checks=$1 repository=$2 out=$3
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL
GIT_CONFIG_GLOBAL=$(mktemp)
trap 'rm -f "$GIT_CONFIG_GLOBAL"' EXIT
# In a container the repository is often another account's.
printf '[safe]\n\tdirectory = *\n' >"$GIT_CONFIG_GLOBAL"

git clone --quiet --no-checkout --no-tags --no-local "$repository" "$out"
mkdir "$out/exercises"

take() {
    local name=exercises/$1
    if [[ $(git -C "$out" cat-file -t "HEAD:$name" 2>/dev/null) == blob ]]; then
        git -C "$out" cat-file blob "HEAD:$name" >"$out/$name"
    fi
}

take workshop.ipynb
for folder in "$checks"/[0-9][0-9]_*/; do
    step=$(basename "$folder")
    for name in "$step" "${step#*_}"; do
        take "$name.py"
        take "$name.ipynb"
    done
done
