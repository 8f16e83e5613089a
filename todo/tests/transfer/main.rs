//! What goes out as a file comes back, and what others bring is read or
//! refused with its line.

mod lists;

mod csv;

mod json;

mod icalendar;
