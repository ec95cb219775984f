"""Recommendations: what learns them (`covisitation`, `popularity`) and what ranks them for one customer (`rank`)."""
