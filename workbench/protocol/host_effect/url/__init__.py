"""URLs as the host reads them: the parser of the Rust crate `url`, without a base (PROTOCOL.md section 8a).

`parse_url` is the whole of it; `path`, `host`, `domain` and `encoding` are its parts.
"""

from workbench.protocol.host_effect.url.parser import parse_url
from workbench.protocol.host_effect.url.url_error import UrlError

__all__ = ["UrlError", "parse_url"]
