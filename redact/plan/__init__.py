"""From records to a plan: assess, resolve, treat, settle, stage."""
