"""HairTrial Desktop: the data-capture workstation of one clinic site."""

__version__ = "0.1.0"
