"""The first day, as plain tables: residents, doctors, services, links, bookings; both engines start here."""
