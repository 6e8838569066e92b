"""A TDS 7.4 server for tests: it knows the protocol and no SQL. Python's library only."""
