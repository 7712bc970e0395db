"""The only place where HTML is made. Everything goes through ``markup.tag``, which escapes what is not markup."""
