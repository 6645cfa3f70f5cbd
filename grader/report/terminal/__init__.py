"""What the terminal shows. Student text goes in as `Text`, so markup is never read.

`tables` is for who grades a class, `steps` for a student at the desk.
"""
