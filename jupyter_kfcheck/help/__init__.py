"""Explanations that ship."""
