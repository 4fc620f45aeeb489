-- There were two of the same columns: memberships_group stays.
DROP INDEX memberships_ceiling;
