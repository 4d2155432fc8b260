"""Proof by reality: real mail clients, told by real files, against servers made from ``rules/providers``."""
