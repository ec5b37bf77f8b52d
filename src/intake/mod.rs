//! Files -> proposed accounts, with a problem for each thing that is wrong.
