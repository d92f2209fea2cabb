from syncspider.http.addresses import checked_base_url as checked_base_url
from syncspider.http.addresses import segment as segment
from syncspider.http.authorization import Auth as Auth
from syncspider.http.authorization import BearerToken as BearerToken
from syncspider.http.budget import Budget as Budget
from syncspider.http.client import Client as Client
from syncspider.http.consent import code_of as code_of
from syncspider.http.consent import consent_url as consent_url
from syncspider.http.encoding import encode as encode
from syncspider.http.explaining import Explain as Explain
from syncspider.http.explaining import explain_plainly as explain_plainly
from syncspider.http.listener import Listener as Listener
from syncspider.http.oauth import OAuthRefresh as OAuthRefresh
from syncspider.http.paging import following as following
from syncspider.http.response import Headers as Headers
from syncspider.http.response import Response as Response
from syncspider.http.servertime import ServerTime as ServerTime
from syncspider.http.tokens import Tokens as Tokens
from syncspider.http.tokens import exchange_code as exchange_code
from syncspider.http.waiting import retry_after_of as retry_after_of

__all__ = [
    "Auth",
    "BearerToken",
    "Budget",
    "Client",
    "Explain",
    "Headers",
    "Listener",
    "OAuthRefresh",
    "Response",
    "ServerTime",
    "Tokens",
    "checked_base_url",
    "code_of",
    "consent_url",
    "encode",
    "exchange_code",
    "explain_plainly",
    "following",
    "retry_after_of",
    "segment",
]
