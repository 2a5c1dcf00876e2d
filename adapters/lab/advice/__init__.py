"""What would make answering easier: looked for in everything that has no fault, and never a reason not to start.

Each module beside this one looks at a lab from one side, and has its checks at its top.
"""

from adapters.lab.advice.adviser import ADVICE, advise

__all__ = ["ADVICE", "advise"]
