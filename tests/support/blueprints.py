"""A blueprint of an application with all that belongs to it, and applying one."""

from __future__ import annotations

from typing import Any

from wirelatch.identity.blueprints.applying import Options, apply
from wirelatch.identity.blueprints.entries import Report
from wirelatch.identity.blueprints.inside import system_principal
from wirelatch.identity.blueprints.reading import read

APPLICATION = """
version: 1
metadata: {name: Node-RED}
context: {host: nodered.company}
entries:
  - model: authentik_core.group
    id: editors
    identifiers: {name: Editors}
    attrs: {attributes: {notes: they edit}}
  - model: authentik_core.user
    id: ada
    identifiers: {username: ada}
    attrs:
      name: Ada
      password: a long enough password
      groups: [!KeyOf editors]
  - model: authentik_providers_oauth2.scopemapping
    id: mapping
    identifiers: {name: Node-RED permissions}
    attrs: {scope_name: node-red, expression: 'return {"permissions": "*"}'}
  - model: authentik_providers_oauth2.oauth2provider
    id: provider
    identifiers: {name: Provider for Node-RED}
    attrs:
      authorization_flow: !Find [authentik_flows.flow, [slug, default-provider-authorization-implicit-consent]]
      invalidation_flow: !Find [authentik_flows.flow, [slug, default-provider-invalidation-flow]]
      signing_key: !Find [authentik_crypto.certificatekeypair, [name, authentik Self-signed Certificate]]
      client_id: node-red
      client_secret: !Context [secret, a secret of the context]
      redirect_uris:
        - matching_mode: strict
          url: !Format ["https://%s/auth/strategy/callback/", !Context host]
      property_mappings:
        - !Find [authentik_providers_oauth2.scopemapping, [managed, goauthentik.io/providers/oauth2/scope-openid]]
        - !KeyOf mapping
  - model: authentik_core.application
    id: application
    identifiers: {slug: node-red}
    attrs: {name: Node-RED, provider: !KeyOf provider}
  - model: authentik_policies_expression.expressionpolicy
    id: policy
    identifiers: {name: has an address}
    attrs: {expression: 'return request.user.email != ""'}
  - model: authentik_policies.policybinding
    identifiers: {target: !KeyOf application, group: !KeyOf editors, order: 0}
  - model: authentik_policies.policybinding
    identifiers: {target: !KeyOf application, policy: !KeyOf policy, order: 1}
    attrs: {negate: true}
"""


async def applied(identity: Any, text: str, **options: Any) -> Report:
    return await apply(
        identity.app.services,
        read(text),
        Options(**options),
        principal=lambda connection: system_principal(connection, "blueprint"),
    )
