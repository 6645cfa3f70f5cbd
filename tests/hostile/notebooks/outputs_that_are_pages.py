"""Shows HTML, scripts and pictures with scripts in them."""

# row: 130
# outcome: passed

# %%
from IPython.display import HTML, SVG, Javascript, Markdown, display

script = "<script>alert('ATTACK' + 'WORKED')</script>"
display(HTML(script), Javascript("alert(1)"), Markdown(script))
display({"text/plain": script, "text/html": script}, raw=True)
display({"image/svg+xml": f"<svg xmlns='http://www.w3.org/2000/svg'>{script}</svg>"}, raw=True)
display({"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"}, raw=True)
display({"image/png": "\"><script>alert(1)</script>"}, raw=True)
display({"image/jpeg": "/9j/4AAQ\" onerror=\"alert(1)"}, raw=True)
print(script, "\x1b]8;;javascript:alert(1)\x07link\x1b]8;;\x07", "\u202e</pre>")
raise type("</pre><script>", (Exception,), {})(script)

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2

# %% [markdown]
<script>alert(1)</script> <img src=x onerror=alert(1)>
[a link](javascript:alert(1)) ![a picture](https://127.0.0.1/beacon.png)
