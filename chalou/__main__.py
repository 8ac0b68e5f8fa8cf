"""`python -m chalou` is the `chalou` command."""

import sys

from chalou.server.command import main

sys.exit(main())
