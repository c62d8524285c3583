-- The order of later rounds, where a repetition, a jump or a move has made that of this round another; '' where it is
-- that of this round with each chapter at its first place, as it was for all until now.

ALTER TABLE schedule ADD COLUMN later_chapters TEXT NOT NULL DEFAULT '';
