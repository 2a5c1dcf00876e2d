"""Block Kit: what may be sent, what a person sees of it, and what a form holds.

`findings.py`  the small checks       `texts.py` `elements.py` `richtext.py` `blocks.py` `views.py`  the rules
`shown.py`     words, buttons, fields as a person sees them        `state.py`  the values of a form, with
               a table of what stands there for each element
"""
