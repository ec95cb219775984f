"""The demo: an embedded broker and store, a worker with both roles, a simulated shop, and a screen that shows them."""
