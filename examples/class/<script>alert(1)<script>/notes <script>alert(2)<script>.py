# not a step: listed as left out
