"""How fast Chalou is, measured from outside: a load client that knows nothing but docs/protocol.md."""
