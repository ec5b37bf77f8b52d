//! What is read of workbooks that others wrote, and what is refused.
