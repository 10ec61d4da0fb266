-- The hash of the address that a checkout named, so that every address of somebody who is erased goes with them.
ALTER TABLE assessment ADD COLUMN email BIGINT;
