"""What `pytest --cc-lb-plugin=FILE` does: plugins, recordings and saved payloads as tests of pytest.

pytest knows of it by `cc_lb_pytest.py`, which stands beside this package and loads it only when a plugin is named.
"""
