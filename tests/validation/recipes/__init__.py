"""Tests of recipes and requests for paid runs."""
