"""Pages of docs/ and shipped territories that are made from files of the whole country: not speed."""
