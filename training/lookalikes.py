"""Foreign symbols that nobody can tell from the sixteen classes by their shape alone.

They are never shown to the network as outliers, and their rejection is reported apart.
"""

from __future__ import annotations

LOOKALIKES = frozenset("OoDlI|SsZzBbqgxXCct.,'") | {"\\prime", "\\{", "\\}"}
