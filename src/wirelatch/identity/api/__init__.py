"""The management API, `/api/v3/`, in authentik's JSON shapes. Every endpoint names the permission it needs.

How to write an endpoint
========================

Put a module into the folder named after authentik's URL root (`api/core/brands.py`, `api/stages/prompts.py`, …;
each folder has an `__init__.py` with a docstring) and give it a collection called `endpoints`. It is found by itself
(`dispatch.py` imports every module here); there is no list to add it to. Literal paths win over placeholders whatever
the order. The OpenAPI document is made from what is declared, and the tests check every answer against it.

1. The model: its names in authentik, its table, its permissions. Made once; `add_`, `change_`, `delete_` and `view_` come
   by themselves, others are named::

       EXPRESSION_POLICY = Model(
           "authentik_policies_expression", "expressionpolicy", "Expression Policy", "Expression Policies",
           table=expression_policies, key="id", component="ak-policy-expression-form",
           permissions={"test_expressionpolicy": "Can test an expression"},   # only where the usual four do not do
       )

   `lookup="slug"` where addresses name another column than the key; `owner="user_id"` where objects belong to a user;
   `label="username"` where people know it by another column than `name`.

2. The usual object is a `Resource` (`resource.py` describes each attribute)::

       endpoints = Endpoints()

       class ExpressionPolicies(Resource):
           path = "policies/expression/"
           model = EXPRESSION_POLICY
           shape_name = "ExpressionPolicy"                      # authentik's component name
           schema = {                                           # what may be set; defaults as authentik's
               "name": Field(line(255, blank=False)),
               "execution_logging": Field(boolean, False),
               "expression": Field(text(20_000, blank=False)),
               "secret": Field(line(255), "", write_only=True),  # never answered, hidden in the ledger
           }
           read = {"component": STRING, "bound_to": INTEGER}    # what is answered besides
           filters = ("name", "execution_logging")
           ordering = ("name",)
           references = {"flow": flows.c.id}                    # 400 when there is no such row
           in_catalog = True                                    # when the catalogue snapshot holds it
           keeps_way_in = True                                  # when a change could lock everybody out

           def more(self, connection, row, request):            # the fields of `read`
               return {"component": self.model.component, "bound_to": …}

           def check(self, connection, request, values, row):   # raise invalid("field", "why"); `row` None: being created
               …

       POLICIES = ExpressionPolicies()
       POLICIES.register(endpoints)

   Override `serialize`, `query`, `insert`, `update`, `delete` where one table is not all. Paging, search, filters,
   permissions (lists show what may be seen), 404 against 403, events with before and after, `used_by/`, initial
   permissions: all there. `verbs` leaves operations out. Objects of the catalogue may be served from the snapshot
   instead (`listing.list_items`), see `providers/oauth2.py`.

3. Anything else is a function with its own check (CVE-2024-42490)::

       @endpoints.on(
           "POST", "policies/all/{id}/test/", may("change", POLICY, on="id"),
           body=TEST_SCHEMA, body_name="PolicyTest", answers=POLICY_TEST_RESULT,   # a `web.shapes.Shape`; status 200
           query={"verbose": Parameter(BOOLEAN, "Also log")},
       )
       async def test(request: ApiRequest) -> Reply:
           '''What the docstring says becomes the description of the operation.'''
           values = parse(TEST_SCHEMA, await request.json())
           return answer({...})

   Permissions: `may(verb, MODEL)` on the model (creating, actions on all), `may(verb, MODEL, on="id")` on the object
   that the argument names, `may_list(MODEL)` for a list (narrow it with `request.visible(query, MODEL)`),
   `system("view_system_info")`, or `Permission.ANYONE / SIGNED_IN / SUPERUSER`. With `owner=True` whoever the object
   belongs to may as well. Testing or running something that a person wrote needs `change`, not `view` (CVE-2026-25227).
   Secrets come out only of an endpoint of their own with a permission of its own, which records `secret_view`.

4. Nobody gives away what they do not hold. Whatever makes another user, group or role more powerful calls
   `escalation.check_covers(request, connection, rights.of_groups(…), field)` first. Owners of objects never change.

5. Who changes something records it (`Resource` does): `record_kind(MODEL).record(request, connection, "model_updated", pk,
   name, changes=difference(before, after, fields))`. No secret goes into `changes`.

Tests: `tests/identity/api/test_permissions.py` walks all endpoints by itself; your own tests get their answers checked
against the shapes you declared.
"""
