#!/usr/bin/env bash
# Takes the exercises out of a repository that a stranger may have written, and nothing else.
#
#     take-exercises.sh CHECKS REPOSITORY OUT
#
# CHECKS is the release kit, of the base: its folders are the list of names. OUT becomes a
# working tree of the same history, in which the folder `exercises` has the files that are
# called after a step, and workshop.ipynb, as the commit of REPOSITORY has them. Git is asked
# for contents, so that no link is followed, no filter runs and nothing else is written.
set -euo pipefail

checks=$1 repository=$2 out=$3
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL
GIT_CONFIG_GLOBAL=$(mktemp)
trap 'rm -f "$GIT_CONFIG_GLOBAL"' EXIT
# In a container the repository is often another account's.
printf '[safe]\n\tdirectory = *\n' >"$GIT_CONFIG_GLOBAL"

declare -A wanted=([workshop.ipynb]=yes)
for folder in "$checks"/[0-9][0-9]_*/; do
    step=$(basename "$folder")
    for name in "$step" "${step#*_}"; do
        wanted[$name.py]=yes wanted[$name.ipynb]=yes
    done
done

mkdir -p "$out"
out=$(cd "$out" && pwd)
git -C "$repository" worktree add --quiet --force --no-checkout --detach "$out" HEAD
mkdir "$out/exercises"
while IFS= read -r -d '' entry; do # MODE blob DIGEST<tab>NAME; a link has another mode
    about=${entry%%$'\t'*} name=${entry#*$'\t'exercises/}
    if [[ $about == 100*' blob '* && -n ${wanted[$name]-} ]]; then
        git -C "$out" cat-file blob "${about##* }" >"$out/exercises/$name"
    fi
done < <(git -C "$out" ls-tree -z HEAD exercises/)
