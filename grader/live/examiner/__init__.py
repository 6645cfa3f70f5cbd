"""The process that examines what is in a kernel: trusted, without TensorFlow.

It holds the visible checks alone. The kernel gets their inputs, and what is to be shown.
"""
