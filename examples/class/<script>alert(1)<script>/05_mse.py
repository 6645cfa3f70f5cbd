# </script><script>alert("a comment")</script>
"""</pre></code></script><script>document.title = "a docstring"</script>"""
import tensorflow as tf

print("<script>alert('printed')</script><img src=x onerror=alert('image')>")


def mse(y_true, y_pred):
    raise ValueError("</pre><script>alert('raised')</script> & <b>bold</b>")
