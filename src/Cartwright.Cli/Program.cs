Console.Error.WriteLine("The cartwright command is not there yet.");
return 2;
