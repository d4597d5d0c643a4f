"""A seeded writer of whole synthetic reports whose every number is known.

`random_facts` invents what a body reports, `write` prints it in one of many layouts, the operators of `damage` break
the print as crawlers, converters and clerks do. The truth follows the pieces of text through every step.
"""

from training.synth.facts import Facts, random_facts
from training.synth.layouts import LAYOUTS, write
from training.synth.pieces import Piece, Truth, Written

__all__ = ["LAYOUTS", "Facts", "Piece", "Truth", "Written", "random_facts", "write"]
