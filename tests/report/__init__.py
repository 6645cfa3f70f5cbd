"""A package, so that its conftest and test names stand in nobody's way."""
