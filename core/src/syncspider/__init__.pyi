from syncspider.model import (
    BEGINNING as BEGINNING,
)
from syncspider.model import (
    CURRENCY_DECIMALS as CURRENCY_DECIMALS,
)
from syncspider.model import (
    Address as Address,
)
from syncspider.model import (
    Batch as Batch,
)
from syncspider.model import (
    Broken as Broken,
)
from syncspider.model import (
    Change as Change,
)
from syncspider.model import (
    Condition as Condition,
)
from syncspider.model import (
    Conversion as Conversion,
)
from syncspider.model import (
    Customer as Customer,
)
from syncspider.model import (
    Entity as Entity,
)
from syncspider.model import (
    Field as Field,
)
from syncspider.model import (
    Found as Found,
)
from syncspider.model import (
    FulfillmentStatus as FulfillmentStatus,
)
from syncspider.model import (
    Kind as Kind,
)
from syncspider.model import (
    Match as Match,
)
from syncspider.model import (
    Money as Money,
)
from syncspider.model import (
    Operation as Operation,
)
from syncspider.model import (
    Order as Order,
)
from syncspider.model import (
    OrderLine as OrderLine,
)
from syncspider.model import (
    OrderStatus as OrderStatus,
)
from syncspider.model import (
    Outcome as Outcome,
)
from syncspider.model import (
    Payment as Payment,
)
from syncspider.model import (
    PaymentStatus as PaymentStatus,
)
from syncspider.model import (
    Picture as Picture,
)
from syncspider.model import (
    Product as Product,
)
from syncspider.model import (
    Quantity as Quantity,
)
from syncspider.model import (
    Record as Record,
)
from syncspider.model import (
    RecordBuried as RecordBuried,
)
from syncspider.model import (
    Refund as Refund,
)
from syncspider.model import (
    RefundLine as RefundLine,
)
from syncspider.model import (
    Result as Result,
)
from syncspider.model import (
    Route as Route,
)
from syncspider.model import (
    RunFinished as RunFinished,
)
from syncspider.model import (
    RunStarted as RunStarted,
)
from syncspider.model import (
    Shipment as Shipment,
)
from syncspider.model import (
    ShipmentLine as ShipmentLine,
)
from syncspider.model import (
    Skip as Skip,
)
from syncspider.model import (
    Variant as Variant,
)
from syncspider.model import (
    Weight as Weight,
)
from syncspider.model import (
    Window as Window,
)
from syncspider.model import (
    decimal_of as decimal_of,
)
from syncspider.model import (
    describe as describe,
)
from syncspider.model import (
    schema_of as schema_of,
)
from syncspider.model import (
    total_of as total_of,
)
from syncspider.model.converter import (
    DecimalText as DecimalText,
)
from syncspider.model.converter import (
    StrictConverter as StrictConverter,
)
from syncspider.model.converter import (
    camel_case as camel_case,
)
from syncspider.model.converter import (
    make_converter as make_converter,
)
from syncspider.model.converter import (
    names_of as names_of,
)
from syncspider.model.converter import (
    structured as structured,
)
from syncspider.model.exactness import (
    Otherwise as Otherwise,
)
from syncspider.plugin import (
    API_VERSION as API_VERSION,
)
from syncspider.plugin import (
    Api as Api,
)
from syncspider.plugin import (
    Choice as Choice,
)
from syncspider.plugin import (
    DeferredSource as DeferredSource,
)
from syncspider.plugin import (
    DeferredTarget as DeferredTarget,
)
from syncspider.plugin import (
    Form as Form,
)
from syncspider.plugin import (
    Integration as Integration,
)
from syncspider.plugin import (
    Question as Question,
)
from syncspider.plugin import (
    Rate as Rate,
)
from syncspider.plugin import (
    Secrets as Secrets,
)
from syncspider.plugin import (
    Session as Session,
)
from syncspider.plugin import (
    Source as Source,
)
from syncspider.plugin import (
    Target as Target,
)
from syncspider.plugin import (
    WriteClass as WriteClass,
)
from syncspider.plugin import (
    WritePolicy as WritePolicy,
)
from syncspider.plugin import (
    hookimpl as hookimpl,
)
from syncspider.plugin import (
    load_named as load_named,
)
from syncspider.version import __version__ as __version__
