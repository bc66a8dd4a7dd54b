"""Measurements: each prints ratios against a baseline taken in the same run."""
