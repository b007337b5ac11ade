/** The builders of all tests. They are in the simulator's folder because scripts use them too. */
export * from '../../simulator/builders.ts';
