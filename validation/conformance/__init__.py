"""The contract between a platform and a handler, held against the handler itself."""

from validation.conformance.check import Check
from validation.conformance.conform import Conformance, conform, conformance
from validation.conformance.trial import Trial

__all__ = ["Check", "Conformance", "Trial", "conform", "conformance"]
