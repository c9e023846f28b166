"""The contract between a platform and a handler, held against the handler itself."""

from validation.conformance.conform import Conformance, conform, conformance
from validation.conformance.trial import Check, HandlerUnderTest

__all__ = ["Check", "Conformance", "HandlerUnderTest", "conform", "conformance"]
