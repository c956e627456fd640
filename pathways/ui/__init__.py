"""What people see. Streamlit lives only here and in app.py."""
