"""Ways in for the shop's systems and for buyers' browsers: the REST API, its description, the landing page.

Edges translate: no rule of the business is written here. `api.app.create_api` puts the parts together.
"""
