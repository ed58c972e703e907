Making a coverage map is not available on this server's engine (line 1, column 1). Maps that are written out, MOC('…'), may be tested.
