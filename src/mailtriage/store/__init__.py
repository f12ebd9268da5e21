"""What survives a restart; nobody else imports SQLAlchemy."""
