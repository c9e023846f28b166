"""The template as a whole, translated as CloudFormation does it."""
