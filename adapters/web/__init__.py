"""What Labbot serves over HTTP: health for the operator, and in the demo the page of the simulator."""
