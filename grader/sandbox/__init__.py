"""Runs code that is not trusted: fork server, worker, protocol, and the trusted client.

`server`, `worker`, `values`, `loading` and `confinement` run beside student code and
import nothing from examination, course, report or store.
"""
