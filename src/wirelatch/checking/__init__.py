"""What would become of a flow file here: of each node, whether it runs, needs an npm package, differs, or cannot work.

Nothing is run: types are looked up, and expressions, code and paths are compiled as the running nodes would.
"""
