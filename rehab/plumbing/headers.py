"""Security headers on every answer: a strict content policy, nothing kept by caches."""

from flask import Flask, Response, request
from secure import (
    CacheControl,
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)


def content_policy() -> ContentSecurityPolicy:
    """Everything from this house only; no inline script or style, no framing."""
    policy = ContentSecurityPolicy().default_src("'none'").script_src("'self'").style_src("'self'").img_src("'self'")
    policy = policy.font_src("'self'").connect_src("'self'").form_action("'self'").base_uri("'none'")
    return policy.frame_ancestors("'none'").worker_src("'self'").manifest_src("'self'").object_src("'none'")


def install(app: Flask, *, https: bool) -> None:
    """Put the headers on every answer; HSTS only where the public address is https."""
    headers = Secure(
        csp=content_policy(),
        coop=CrossOriginOpenerPolicy().same_origin(),
        corp=CrossOriginResourcePolicy().same_origin(),
        referrer=ReferrerPolicy().same_origin(),
        permissions=PermissionsPolicy().geolocation().microphone().camera(),
        xcto=XContentTypeOptions().nosniff(),
        xfo=XFrameOptions().deny(),
        hsts=StrictTransportSecurity().max_age(31536000) if https else None,
    )
    no_store = CacheControl().no_store()

    @app.after_request
    def harden(response: Response) -> Response:
        headers.set_headers(response)
        if request.endpoint != "static":
            response.headers["Cache-Control"] = no_store.header_value
        return response
